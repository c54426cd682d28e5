# The constraints of SARIF 2.1.0 (OASIS, with errata 01) on what tdxplore writes, each with its section.
# Gives an array of those that do not hold; a property that this file does not know is one as well, so that
# nothing new is written without its constraint.

def must(condition; $what): if (try condition catch false) then empty else $what end;

# An object with these properties, of which the first $needed may not be missing (5.1, and the schema).
def object($names; $needed; $what):
    if type != "object" then "\($what): is no object"
    else (keys[] as $key | must($names | index($key) != null; "\($what): has \($key)")),
         ($names[:$needed][] as $name | must(has($name); "\($what): lacks \($name)"))
    end;

def is_count: type == "number" and . >= 0 and floor == .;
def is_filled: type == "string" and length > 0;
def is_level: . == "none" or . == "note" or . == "warning" or . == "error";

# Braces that are no placeholder come in pairs (3.11.5), and nothing that is written has a placeholder.
def is_text: is_filled and (gsub("\\{\\{|\\}\\}"; "") | test("[{}]") | not);

# RFC 3986, appendix A: a URI with the scheme "file" (3.10.2: no empty, "." or ".." segments), or a relative
# reference that begins with neither a slash (3.4.3) nor what could be taken for a scheme.
def is_uri:
    test("^([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F][0-9A-F])+$") and
    if test("^[^/]*:") then test("^file:///") and (.[8:] | test("(^|/)\\.{0,2}(/|$)") | not)
    else test("^/") | not end;

def text_object($what): object(["text"]; 1; $what), must(.text | is_text; "\($what) (3.11.8, 3.12.3): text");

# 3.4; $run: the run, whose artifacts index points into.
def artifact_location($run; $what):
    object(["uri", "uriBaseId", "index", "description"]; 0; $what),
    must(has("uri") or has("index"); "\($what) (3.4.2): neither uri nor index"),
    must((has("uri") | not) or (.uri | is_uri); "\($what) (3.4.3): uri"),
    must(has("uriBaseId") == (has("uri") and (.uri | test("^file:") | not));
         "\($what) (3.4.4): uriBaseId goes with a relative reference"),
    must((has("uriBaseId") | not) or (.uriBaseId as $id | $run.originalUriBaseIds | has($id));
         "\($what) (3.14.14): uriBaseId is not in originalUriBaseIds"),
    must((has("index") | not) or (.index | is_count and . < ($run.artifacts | length));
         "\($what) (3.4.5): index"),
    must((has("index") | not) or .uri == $run.artifacts[.index].location.uri;
         "\($what) (3.4.2): uri and index denote different artifacts"),
    ((.description // empty) | text_object("\($what).description"));

# 3.30.3, 3.30.11, 3.30.12; $size: of the artifact, in bytes.
def region($size; $what):
    object(["byteOffset", "byteLength"]; 2; $what),
    must(.byteOffset | is_count; "\($what) (3.30.11): byteOffset"),
    must(.byteLength | is_count; "\($what) (3.30.12): byteLength"),
    must(.byteOffset + .byteLength <= $size; "\($what) (3.30.12): past the end of the artifact");

# 3.49, 3.50
def rule($what):
    object(["id", "shortDescription", "fullDescription", "name", "defaultConfiguration", "properties"]; 3; $what),
    must(.id | is_filled; "\($what) (3.49.3): id"),
    must(.name | is_filled; "\($what) (3.49.7): name"),
    (.shortDescription | text_object("\($what).shortDescription")),
    (.fullDescription | text_object("\($what).fullDescription")),
    (.defaultConfiguration | object(["level"]; 1; "\($what).defaultConfiguration")),
    must(.defaultConfiguration.level | is_level; "\($what) (3.50.3): level"),
    must(.properties | type == "object"; "\($what) (3.8.1): properties");

# 3.27 to 3.29, 3.33
def result($run; $what):
    object(["ruleId", "ruleIndex", "level", "message", "locations", "properties"]; 5; $what),
    must(.ruleIndex | is_count and . < ($run.tool.driver.rules | length); "\($what) (3.27.6): ruleIndex"),
    must(.ruleId == $run.tool.driver.rules[.ruleIndex].id; "\($what) (3.27.5): ruleId is not that of ruleIndex"),
    must(.level | is_level; "\($what) (3.27.10): level"),
    (.message | text_object("\($what).message")),
    must(.locations | length == 1; "\($what) (3.27.12): locations"),
    (.locations[0]
     | object(["physicalLocation", "logicalLocations"]; 2; "\($what).locations[0]"),
       must(.logicalLocations | length == 1 and (.[0].fullyQualifiedName | is_filled);
            "\($what) (3.33.5): fullyQualifiedName"),
       (.physicalLocation
        | object(["artifactLocation", "region"]; 2; "\($what).physicalLocation"),
          (.artifactLocation | artifact_location($run; "\($what).artifactLocation")),
          (.artifactLocation.index as $index
           | .region | region($run.artifacts[$index // 0].length; "\($what).region")))),
    must(.properties.refusedBy | type == "array" and all(.[]; is_filled); "\($what) (3.8.1): refusedBy");

# 3.24
def artifact($run; $index; $what):
    object(["location", "length", "roles", "properties"]; 1; $what),
    (.location | artifact_location($run; "\($what).location")),
    must(.location.index == $index; "\($what) (3.4.5): index is not the artifact's own"),
    must((has("length") | not) or (.length | is_count); "\($what) (3.24.5): length"),
    must(.roles == ["analysisTarget"]; "\($what) (3.24.6): roles");

# 3.20, 3.58
def invocation($run; $what):
    object(["executionSuccessful", "toolExecutionNotifications"]; 1; $what),
    must(.executionSuccessful | type == "boolean"; "\($what) (3.20.14): executionSuccessful"),
    must(.executionSuccessful == ([.toolExecutionNotifications[] | select(.level == "error")] | length == 0);
         "\($what) (3.58.6): a notification of level error is a failure"),
    (.toolExecutionNotifications | to_entries[] | "\($what).toolExecutionNotifications[\(.key)]" as $what | .value
     | object(["message", "descriptor", "level", "locations"]; 1; $what),
       must(.descriptor.id | is_filled; "\($what) (3.58.2): descriptor"),
       must(.level | is_level; "\($what) (3.58.6): level"),
       (.message | text_object("\($what).message")),
       must(.locations | length == (unique | length); "\($what) (3.58.4): locations are not unique"),
       (.locations[].physicalLocation.artifactLocation | artifact_location($run; "\($what).locations")));

# 3.14, 3.18, 3.19
def run($what):
    . as $run
    | object(["tool", "results", "artifacts", "invocations", "originalUriBaseIds"]; 2; $what),
      must(.tool | keys == ["driver"]; "\($what) (3.18.2): driver"),
      (.tool.driver | object(["name", "version", "rules"]; 1; "\($what).tool.driver")),
      must(.tool.driver.name | is_filled; "\($what) (3.19.8): name"),
      must(.tool.driver.version | is_filled; "\($what) (3.19.13): version"),
      must(.tool.driver.rules | length > 0 and length == (unique | length); "\($what) (3.19.23): rules"),
      (.tool.driver.rules | to_entries[] | .key as $key | .value | rule("rules[\($key)]")),
      must(.originalUriBaseIds | all(.[]; has("uri") | not); "\($what) (3.14.14): a base with a URI"),
      must(.artifacts | length == (unique | length); "\($what) (3.14.15): artifacts are not unique"),
      (.artifacts | to_entries[] | .key as $key | .value | artifact($run; $key; "artifacts[\($key)]")),
      (.results | to_entries[] | .key as $key | .value | result($run; "results[\($key)]")),
      (.invocations | to_entries[] | .key as $key | .value | invocation($run; "invocations[\($key)]"));

[ object(["version", "runs", "$schema"]; 2; "log"),
  must(.version == "2.1.0"; "log (3.13.2): version"),
  must(.["$schema"] | test("^https://.*/sarif-schema-2\\.1\\.0\\.json$"); "log (3.13.3): $schema"),
  must(.runs | length == 1; "log (3.13.4): runs"),
  (.runs[]? | run("run")) ]
