"""What the desk shows beyond the framework's lists and forms: start data, overview of a case, number cards."""
