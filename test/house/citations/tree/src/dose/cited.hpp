// Uses [@gamma2003].
