"""Small servers on loopback that answer, and fail, as the music services do. Everything in them is made up."""
