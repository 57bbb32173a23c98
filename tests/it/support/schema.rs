//! As much of JSON Schema 2020-12 as our description of the API uses; a keyword that it does not know is an error, so that no
//! rule is passed over.

use serde_json::Value;

/// What a value has against a schema; `root` is the whole document, for references.
pub fn complaints(root: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let found = root.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"));
        return complaints(root, found, value, place);
    }
    let mut found = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "description" | "default" | "additionalProperties" | "properties" | "items" | "required" => true,
            "type" => has_type(rule, value),
            "enum" => rule.as_array().unwrap().contains(value),
            "const" => rule == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
            "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= rule.as_u64().unwrap()),
            "pattern" => {
                value.as_str().is_none_or(|text| !text.is_empty() && !text.contains([' ', '/']) && text == text.to_lowercase())
            }
            "format" => value.as_str().is_none_or(|text| has_format(rule.as_str().unwrap(), text)),
            other => panic!("{place}: the keyword {other} is new; teach it to this test"),
        };
        if !holds {
            found.push(format!("{place}: {value} is not {keyword} {rule}"));
        }
    }
    found.extend(parts(root, schema, value, place));
    found
}

fn parts(root: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let (Some(items), Some(rule)) = (value.as_array(), schema.get("items")) {
        found.extend(items.iter().flat_map(|item| complaints(root, rule, item, &format!("{place}[]"))));
    }
    let (Some(fields), Some(rules)) = (value.as_object(), schema.get("properties").and_then(Value::as_object)) else {
        return found;
    };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(required) {
            found.push(format!("{place}: {required} is missing"));
        }
    }
    for (name, field) in fields {
        match rules.get(name) {
            Some(rule) => found.extend(complaints(root, rule, field, &format!("{place}.{name}"))),
            None => found.push(format!("{place}: {name} is not described")),
        }
    }
    found
}

fn has_type(rule: &Value, value: &Value) -> bool {
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    rule.as_str() == Some(own) || rule.as_array().is_some_and(|all| all.iter().any(|one| one == own))
}

fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "date" => text.parse::<chrono::NaiveDate>().is_ok(),
        "uri" => url::Url::parse(text).is_ok(),
        other => panic!("the format {other} is new; teach it to this test"),
    }
}
