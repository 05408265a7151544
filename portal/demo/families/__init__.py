"""The families of Northmoor, one package each. All of it is made up."""
