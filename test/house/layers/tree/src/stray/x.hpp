// on no floor
#include <vector>
