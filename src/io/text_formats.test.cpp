// Tests of the text readers and writers: TOML, JSON, CSV, and the digests.
#include <cmath>
#include <cstdlib>
#include <limits>

#include <doctest/doctest.h>

#include "io/csv.hpp"
#include "io/json.hpp"
#include "io/json_value.hpp"
#include "io/sha256.hpp"
#include "io/text_file.hpp"
#include "io/toml.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::io;

TEST_CASE("toml: values, order of the file, lines and dotted keys") {
    const auto doc =
        parse_toml("z = 1\na = \"text\"\n\n[[radiotherapy]]\nfractions = 3\n[[radiotherapy]]\ndose = 2.5\n",
                   "case.toml");
    REQUIRE(doc.ok());
    CHECK(doc->members()[0].first == "z");
    CHECK(doc->members()[1].first == "a");
    const auto& blocks = doc->find("radiotherapy")->items();
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[0].find("fractions")->key() == "radiotherapy[0].fractions");
    CHECK(blocks[1].find("dose")->location().line == 7);
    CHECK(*blocks[1].number("dose") == 2.5);
}

TEST_CASE("toml: a syntax error names file and line") {
    const auto doc = parse_toml("a = 1\nb = = 2\n", "case.toml");
    REQUIRE(!doc.ok());
    CHECK(doc.error().message().find("case.toml:2") == 0);
    CHECK(doc.error().message().find("not valid TOML") != std::string::npos);
}

TEST_CASE("toml: dates travel as text, a key given twice is refused") {
    CHECK(*parse_toml("day = 2024-05-01", "t")->text("day") == "2024-05-01");
    CHECK(!parse_toml("a = 1\na = 2", "t").ok());
}

TEST_CASE("json: values with their lines and dotted keys") {
    const auto doc = parse_json("{\n \"a\": [1,\n 2.5, null],\n \"b\": {\"c\": \"x\"}\n}", "f.json");
    REQUIRE(doc.ok());
    const auto& items = doc->find("a")->items();
    REQUIRE(items.size() == 3);
    CHECK(items[0].location().line == 2);
    CHECK(items[1].location().line == 3);
    CHECK(items[1].key() == "a[1]");
    CHECK(items[2].is_null());
    CHECK(doc->find("b")->find("c")->key() == "b.c");
    CHECK(doc->find("b")->find("c")->location().line == 4);
}

TEST_CASE("json: broken text names the line") {
    const auto doc = parse_json("{\"a\": 1,\n\"b\" 2}", "f.json");
    REQUIRE(!doc.ok());
    CHECK(doc.error().message().find("f.json:2") == 0);
    CHECK(!parse_json(std::string(100000, '['), "deep.json").ok());
}

TEST_CASE("[property] json numbers read back to the same double") {
    for (const double value :
         {0.1, 1.0 / 3.0, 1e-300, -2.5e17, 123456789.123456789, 5e-324, 1.7976931348623157e308, 42.0}) {
        const auto text = number_text(value);
        CHECK(std::strtod(text.c_str(), nullptr) == value);
        const auto doc = parse_json(text, "n");
        REQUIRE(doc.ok());
        CHECK(*doc->as_number() == value);
    }
    CHECK(number_text(0.1) == "0.1");
    CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "null");
    CHECK(number_text(-std::numeric_limits<double>::infinity()) == "null");
    CHECK(number_text(-0.0) == "0");
}

TEST_CASE("json value: layout, order and escapes") {
    auto value = JsonValue::object({{"schema", "abscope.test/1"}, {"b", 2}, {"a", std::optional<double>()}});
    value.add("list", JsonValue::array(std::vector<double>{1.0, std::nan(""), 0.5}));
    value.add("rows", JsonValue::array().push(JsonValue::object({{"x", true}})));
    value.add("text", "tab\t \"quote\" \\ µ \xFF end");
    CHECK(value.text() ==
          "{\n  \"schema\": \"abscope.test/1\",\n  \"b\": 2,\n  \"a\": null,\n  \"list\": [1, null, 0.5],\n"
          "  \"rows\": [\n    {\n      \"x\": true\n    }\n  ],\n"
          "  \"text\": \"tab\\u0009 \\\"quote\\\" \\\\ µ \xEF\xBF\xBD end\"\n}");
    CHECK(parse_json(value.text(), "own").ok());
}

TEST_CASE("csv: comments, quotes, line ends, numbers") {
    const auto table =
        parse_csv("# provenance\r\ndose_gy, name\r\n1.5,\"a, \"\"b\"\"\nc\"\r\n\r\n,plain\r\n", "t.csv");
    REQUIRE(table.ok());
    REQUIRE(table->rows.size() == 2);
    CHECK(table->header == std::vector<std::string>{"dose_gy", "name"});
    CHECK(table->rows[0].cells[1] == "a, \"b\"\nc");
    CHECK(table->rows[0].line == 3);
    CHECK(table->rows[1].line == 6);
    const auto doses = table->numbers("dose_gy");
    REQUIRE(doses.ok());
    CHECK((*doses)[0] == 1.5);
    CHECK(std::isnan((*doses)[1]));
    CHECK(std::isnan(parse_csv("a\nNA\n", "t.csv")->numbers("a")->front()));
    CHECK(parse_csv("a\n+2e3\n", "t.csv")->numbers("a")->front() == 2000.0);
}

TEST_CASE("csv: what is wrong is said with its line") {
    CHECK(parse_csv("a,b\n1,2\n3\n", "t.csv").error().message() == "t.csv:3: 1 cells (the header has 2)");
    CHECK(parse_csv("a;b\n1;2\n", "t.csv").error().message().find("not separated by commas") !=
          std::string::npos);
    CHECK(parse_csv("", "t.csv").error().message().find("empty") != std::string::npos);
    CHECK(parse_csv("a\n\"1\n", "t.csv").error().message().find("not closed") != std::string::npos);
    CHECK(parse_csv("a,a\n1,2\n", "t.csv").error().message().find("twice") != std::string::npos);
    CHECK(parse_csv("a\n1,5\n", "t.csv").error().message().find("2 cells") != std::string::npos);
    CHECK(parse_csv("a\nx1\n", "t.csv")->numbers("a").error().message() ==
          "t.csv:2: 'x1' in column 'a' is not a number");
    CHECK(parse_csv("a\n1\n", "t.csv")->column("b").error().message().find("the columns are 'a'") !=
          std::string::npos);
}

TEST_CASE("[property] csv: what is written reads back") {
    CsvWriter writer({"name", "value"});
    writer.row({std::string("plain"), 0.1});
    writer.row({std::string("with, comma and \"quotes\"\nand a line"), std::nan("")});
    const auto table = parse_csv(writer.text(), "own.csv");
    REQUIRE(table.ok());
    CHECK(table->rows[0].cells == std::vector<std::string>{"plain", "0.1"});
    CHECK(table->rows[1].cells == std::vector<std::string>{"with, comma and \"quotes\"\nand a line", ""});
}

TEST_CASE("sha256: the examples of FIPS 180-4") {
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256(std::string(1000000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("text files: missing and folder are told apart") {
    CHECK(read_text_file("no/such/file.toml").error().message().find("No such file") != std::string::npos);
    CHECK(read_text_file(test::source_dir()).error().message().find("is a folder") != std::string::npos);
}
