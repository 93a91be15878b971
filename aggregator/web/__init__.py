"""What readers and the operator see over HTTP."""
