"""A RETEX given to other establishments, without any name; those received from them."""
