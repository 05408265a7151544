"""How days are typed on any form: as people in Britain write them, and as the pages show them."""
