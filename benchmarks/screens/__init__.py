"""The citizen's window: how fast a touch is answered, what thousands of visits leave behind, what a monkey breaks."""
