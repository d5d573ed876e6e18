"""Hot paths measured side by side with their floors and with what one would write first. Not part of the program."""
