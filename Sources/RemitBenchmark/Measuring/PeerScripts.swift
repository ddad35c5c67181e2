/// The small programs that stand for peers without a command line of their own.
enum PeerScripts {
  /// ajv 6 with js-yaml 4: every datafile against the schema it names, references between files not followed.
  static let ajv = """
    'use strict';
    const fs = require('fs');
    const path = require('path');
    const Ajv = require('ajv');
    const yaml = require('js-yaml');
    const root = process.argv[2];
    function walk(folder, found) {
      for (const entry of fs.readdirSync(folder, {withFileTypes: true})) {
        const name = path.join(folder, entry.name);
        if (entry.isDirectory()) walk(name, found);
        else if (/\\.(ya?ml|json)$/.test(entry.name)) found.push(name);
      }
      return found;
    }
    const ajv = new Ajv({meta: false, validateSchema: false, logger: false, allErrors: true, format: 'fast', unknownFormats: 'ignore'});
    const schemas = path.join(root, 'schemas');
    for (const name of walk(schemas, [])) {
      const text = fs.readFileSync(name, 'utf8');
      const schema = name.endsWith('.json') ? JSON.parse(text) : yaml.load(text);
      delete schema.$schema;
      ajv.addSchema(schema, name.slice(schemas.length));
    }
    let valid = 0, invalid = 0;
    for (const name of walk(path.join(root, 'data'), [])) {
      try {
        const document = yaml.load(fs.readFileSync(name, 'utf8'));
        const check = ajv.getSchema(document.$schema);
        if (check(document)) { valid++; continue; }
        console.error(name + ': ' + ajv.errorsText(check.errors));
      } catch (error) { console.error(name + ': ' + error.message); }
      invalid++;
    }
    console.log(JSON.stringify({valid, invalid}));
    process.exit(invalid || !valid ? 1 : 0);
    """

  /// qontract-validator 0.1.0 without the download of the draft-6 metaschema that it begins with.
  static let validator = """
    import sys
    import jsonschema
    import validator.validator as upstream
    upstream.fetch_schema = lambda url: jsonschema.Draft6Validator.META_SCHEMA
    sys.argv = ["qontract-validator", "--only-errors", sys.argv[1]]
    upstream.main()
    """
}
