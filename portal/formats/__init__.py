"""How days are typed on any form: the ways in which people in Britain write them, and the way in which pages show them."""
