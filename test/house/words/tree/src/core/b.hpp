// says what it is
#pragma once
