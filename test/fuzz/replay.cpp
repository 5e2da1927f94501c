// Replays a fuzz target with g++: its seeds, then changes of them that are the same every time.
//   fuzz_X [--seconds S] [--inputs N]    fails on a crash, an exception, a slow or a large input
//   fuzz_X --corpus FOLDER               writes the seeds as files, for libFuzzer
//   fuzz_X FILE...                       runs these files
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>

#include "target.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned slowest_s = 10;
constexpr rlim_t most_bytes = rlim_t{2} << 30;

std::string current;  // the input at work, for the signal handler

void keep_current(int signal) {
    const char* name = "fuzz-crash.bin";
    if (std::FILE* file = std::fopen(name, "wb")) {
        std::fwrite(current.data(), 1, current.size(), file);
        std::fclose(file);
    }
    const char text[] = "fuzz: the input at work was written to fuzz-crash.bin\n";
    [[maybe_unused]] const auto written = ::write(2, text, sizeof text - 1);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__)
    const rlimit limit{most_bytes, most_bytes};
    ::setrlimit(RLIMIT_AS, &limit);
#endif
}

/// False where the input brought an exception out of the target.
bool run(const std::string& input) {
    current = input;
    ::alarm(slowest_s);
    bool ok = true;
    try {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    } catch (const std::exception& e) {
        std::fprintf(stderr, "fuzz: an exception came out: %s\n", e.what());
        std::ofstream("fuzz-crash.bin", std::ios::binary) << input;
        ok = false;
    }
    ::alarm(0);
    return ok;
}

/// One change: a byte, a bit, a cut, a copy, a word, a number that claims much.
void change(std::string& s, std::mt19937& random, const std::vector<std::string>& words, const std::vector<std::string>& seeds) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    const std::size_t at = below(s.size());
    switch (random() % 9) {
        case 0: if (!s.empty()) s[at] = static_cast<char>(random()); break;
        case 1: if (!s.empty()) s[at] = static_cast<char>(s[at] ^ (1 << random() % 8)); break;
        case 2: s.resize(at); break;
        case 3: s.erase(at, 1 + below(16)); break;
        case 4: s.insert(at, s.substr(below(s.size()), 1 + below(64))); break;
        case 5: if (!words.empty()) s.insert(at, words[below(words.size())]); break;
        case 6: if (!words.empty()) s.replace(at, std::min(s.size() - at, words[below(words.size())].size()), words[below(words.size())]); break;
        case 7: {
            const std::uint32_t claims[] = {0xFFFFFFFFu, 0x7FFFFFFFu, 0x80000000u, 0u, 1u, 0x77359400u, 0xFFFFu};
            if (s.size() >= 4) std::memcpy(s.data() + below(s.size() - 3), &claims[random() % 7], 4);
            break;
        }
        default: {
            const std::string& other = seeds[below(seeds.size())];
            s = s.substr(0, at) + other.substr(std::min(other.size(), below(other.size() + 1)));
        }
    }
}

int replay(double seconds, long inputs) {
    const auto seeds = abscope::fuzz::seeds();
    const auto words = abscope::fuzz::words();
    const auto start = Clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    for (const auto& seed : seeds)
        if (!run(seed)) return 1;
    std::mt19937 random(20240229);
    long done = 0;
    for (; done < inputs && elapsed() < seconds; ++done) {
        std::string input = seeds[random() % seeds.size()];
        for (unsigned n = 1 + random() % 6; n > 0; --n) change(input, random, words, seeds);
        if (!run(input)) return 1;
    }
    std::printf("%zu seeds and %ld changed inputs in %.1f s\n", seeds.size(), done, elapsed());
    return 0;
}

int write_corpus(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const auto& seed : abscope::fuzz::seeds())
        std::ofstream(folder / ("seed" + std::to_string(++number)), std::ios::binary) << seed;
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGALRM, SIGBUS}) std::signal(signal, keep_current);
    limit_memory();
    double seconds = 7.0;
    long inputs = 1'000'000;
    int files = 0, failures = 0;
    for (int a = 1; a < argc; ++a) {
        const std::string word = argv[a];
        if (word == "--corpus" && a + 1 < argc) return write_corpus(argv[a + 1]);
        if (word == "--seconds" && a + 1 < argc) seconds = std::atof(argv[++a]);
        else if (word == "--inputs" && a + 1 < argc) inputs = std::atol(argv[++a]);
        else {
            std::ifstream in(word, std::ios::binary);
            failures += !run({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
            ++files;
        }
    }
    if (files > 0) return failures == 0 ? 0 : 1;
    return replay(seconds, inputs);
}
