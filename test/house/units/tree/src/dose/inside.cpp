// Not a header.
double anything(double x);
