"""The front end's built files (``static/``) and the local map application."""
