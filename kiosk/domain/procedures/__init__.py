"""Read, post and search procedures as the catalogue states them."""
