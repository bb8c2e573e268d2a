"""What LCDP's node keeps over restarts, beside the rest in the same place."""
