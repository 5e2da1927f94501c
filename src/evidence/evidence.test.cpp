// Tests of reading and finding evidence; that every id cited elsewhere resolves is tested where the files are opened.
#include <doctest/doctest.h>

#include "evidence/evidence.hpp"

using namespace abscope;
using namespace abscope::evidence;

namespace {

Node text(const char* value, const char* key) { return {std::string(value), {"e.toml", 3, 1}, key}; }

Node entry(std::initializer_list<std::pair<const char*, const char*>> fields) {
    Node::Table table;
    for (const auto& [key, value] : fields) table.emplace_back(key, text(value, key));
    return {std::move(table), {"e.toml", 2, 1}, "entry"};
}

Document document(Node::Array entries) {
    return {Node::Table{{"entry", Node(std::move(entries), {"e.toml", 1, 1}, "entry")}}, {"e.toml", 1, 1}, ""};
}

const Node good = entry({{"id", "W1"}, {"kind", "claim"}, {"text", "Low dose reprograms"}, {"section", "Windows"}, {"source", "[@a2020]"}});

std::string refused(Node::Array entries) {
    Evidence evidence;
    const auto added = evidence.add(document(std::move(entries)));
    REQUIRE_FALSE(added.ok());
    return added.error().message();
}

}  // namespace

TEST_CASE("entries are found by id and by a word") {
    Evidence evidence;
    const auto trial = entry({{"id", "T"}, {"kind", "trial"}, {"text", "durvalumab or placebo"}, {"section", "Table 1"}, {"source", "[@a2020]"}, {"level", "1b"}});
    REQUIRE(evidence.add(document({good, trial})).ok());
    REQUIRE(evidence.find("W1") != nullptr);
    CHECK(evidence.find("W1")->text == "Low dose reprograms");
    CHECK(evidence.find("T")->level == "1b");
    CHECK(kind_name(evidence.find("T")->kind) == "trial");
    CHECK(evidence.find("W2") == nullptr);
    CHECK(evidence.missing({"W1", "W2", "T"}) == std::vector<std::string>{"W2"});
    REQUIRE(evidence.search("DURVALUMAB").size() == 1);
    CHECK(evidence.search("DURVALUMAB").front()->id == "T");
    CHECK(evidence.search("a2020").size() == 2);
}

TEST_CASE("entries that cannot be traced are refused") {
    CHECK(refused({good, good}).find("stands twice") != std::string::npos);
    CHECK(refused({entry({{"id", "X"}, {"kind", "claim"}, {"text", "t"}, {"section", "s"}, {"source", "somewhere"}})}).find("no source") != std::string::npos);
    CHECK(refused({entry({{"id", "X"}, {"kind", "rumour"}, {"text", "t"}, {"section", "s"}, {"source", "[@a]"}})}).find("'rumour'") != std::string::npos);
    CHECK(refused({entry({{"id", "X"}, {"kind", "trial"}, {"text", "t"}, {"section", "s"}, {"source", "[@a]"}, {"level", "7"}})}).find("OCEBM") != std::string::npos);
    CHECK(refused({entry({{"id", "X"}, {"kind", "claim"}, {"text", "t"}, {"source", "[@a]"}})}).find("section") != std::string::npos);
    CHECK(refused({entry({{"id", "X"}, {"kind", "claim"}, {"text", "t"}, {"sorce", "[@a]"}})}).find("sorce") != std::string::npos);
    CHECK(refused({good, good}).find("e.toml") != std::string::npos);
}
