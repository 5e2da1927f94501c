// Not a physics module.
double anything(double x);
