// HMAC over our SHA-256.
#include "io/hmac.hpp"

#include "io/sha256.hpp"

namespace abscope::io {

namespace {

constexpr std::size_t block_bytes = 64;

std::string bytes_of_hex(const std::string& hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    return out;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view message) {
    std::string block = key.size() > block_bytes ? bytes_of_hex(sha256(key)) : std::string(key);
    block.resize(block_bytes, '\0');
    std::string inner = block, outer = block;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5C);
    inner.append(message);
    return sha256(outer + bytes_of_hex(sha256(inner)));
}

}  // namespace abscope::io
