// Listed in the exceptions.
