/**
 * Checks recorded HTTP exchanges against a vendor's own description (OpenAPI 3.0, `vendor-specs/<vendor>.openapi.json`),
 * the requests of a connector and the answers of a simulator alike: two programs by one hand would otherwise only agree
 * with each other.
 *
 * Stricter than OpenAPI asks: an object schema that names its properties is closed unless it says otherwise, so a
 * misspelt or invented property is a breach in both directions.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2019, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2019';
import addFormats from 'ajv-formats';

/** Where the data shared between checkouts lives; absent on a machine that has only the repository. */
const SHARED = process.env.ONEFOLD_SHARED ?? path.resolve(__dirname, '../../../shared');

export interface Exchange {
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams | Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when none was sent. */
  readonly requestBody: unknown;
  readonly status: number;
  /** Parsed JSON; undefined when none came. */
  readonly responseBody: unknown;
}

export interface VendorSpecOptions {
  /** Response properties, by name, that the vendor documents but its reduced description lacks. Say why at the call. */
  readonly undescribedResponseProperties?: readonly string[];
}

export interface VendorSpec {
  readonly vendor: string;
  /** See `VendorSpecOptions.undescribedResponseProperties`. */
  readonly undescribed: ReadonlySet<string>;
  /** The operation that a method and path belong to. */
  operation(method: string, requestPath: string): Operation | undefined;
}

interface Operation {
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly pathValues: Readonly<Record<string, string>>;
  readonly requestBody?: { readonly required: boolean; readonly validate: ValidateFunction };
  /** Undefined: the description has no such status. Null: it has no body. */
  response(status: number): ValidateFunction | null | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly type: string | undefined;
  readonly exploded: boolean;
  readonly deepObject: boolean;
  readonly validate: ValidateFunction;
}

type Json = Readonly<Record<string, unknown>>;

/** The file of a vendor's description, whether or not it is there. */
export function vendorSpecFile(vendor: string): string {
  return path.join(SHARED, 'vendor-specs', `${vendor}.openapi.json`);
}

/**
 * `it` where a shared file is present. Where it is absent: a loud `it.skip`, or in CI a failing test, so that a run which
 * checked nothing cannot look like one that did.
 */
export function itWithFile(file: string): jest.It {
  if (existsSync(file)) return it;
  const name = path.basename(file);
  if (process.env.CI) {
    it(`has ${name} in CI`, () => {
      throw new Error(`${name} is missing: set ONEFOLD_SHARED to the folder that holds vendor-specs`);
    });
  } else {
    console.warn(`SKIPPED: ${name} is not on this machine (set ONEFOLD_SHARED to the folder that holds vendor-specs)`);
  }
  return it.skip;
}

export function loadVendorSpec(vendor: string, options: VendorSpecOptions = {}): VendorSpec {
  const document = JSON.parse(readFileSync(vendorSpecFile(vendor), 'utf8')) as Json;
  return new OpenApiSpec(vendor, document, options);
}

/** Every way in which an exchange departs from the description; empty when it fits. */
export function validateExchange(spec: VendorSpec, exchange: Exchange): string[] {
  const name = `${exchange.method.toUpperCase()} ${exchange.path}`;
  const operation = spec.operation(exchange.method, exchange.path);
  if (!operation) return [`${name}: not in the description of ${spec.vendor}`];
  const breaches = [
    ...parameterBreaches(operation, exchange),
    ...requestBreaches(operation, exchange.requestBody),
    ...responseBreaches(operation, exchange.status, exchange.responseBody, spec.undescribed),
  ];
  return breaches.map((breach) => `${name}: ${breach}`);
}

function parameterBreaches(operation: Operation, exchange: Exchange): string[] {
  const breaches: string[] = [];
  const query = exchange.query instanceof URLSearchParams ? exchange.query : new URLSearchParams({ ...exchange.query });
  const known = operation.parameters.filter((parameter) => parameter.in === 'query');
  for (const sent of new Set(query.keys())) {
    const described = known.some((p) => p.name === sent || (p.deepObject && sent.startsWith(`${p.name}[`)));
    if (!described) breaches.push(`query parameter ${sent} is not described`);
  }
  for (const parameter of operation.parameters) {
    const fromPath = operation.pathValues[parameter.name];
    const values = parameter.in === 'path' ? (fromPath === undefined ? [] : [fromPath]) : query.getAll(parameter.name);
    if (parameter.in !== 'path' && parameter.in !== 'query') continue;
    if (values.length === 0) {
      if (parameter.required && !parameter.deepObject)
        breaches.push(`${parameter.in} parameter ${parameter.name} is missing`);
      continue;
    }
    if (values.length > 1 && parameter.type !== 'array') {
      breaches.push(`query parameter ${parameter.name} is sent ${values.length} times`);
    } else if (!parameter.validate(coerce(parameter, values))) {
      breaches.push(...complaints(`${parameter.in} parameter ${parameter.name}`, parameter.validate.errors));
    }
  }
  return breaches;
}

function requestBreaches(operation: Operation, body: unknown): string[] {
  if (!operation.requestBody) return body === undefined ? [] : ['a request body is not described'];
  if (body === undefined) return operation.requestBody.required ? ['the request body is missing'] : [];
  return operation.requestBody.validate(body) ? [] : complaints('request', operation.requestBody.validate.errors);
}

function responseBreaches(
  operation: Operation,
  status: number,
  body: unknown,
  undescribed: ReadonlySet<string>,
): string[] {
  const validate = operation.response(status);
  if (validate === undefined) return [`status ${status} is not described`];
  if (validate === null) return body === undefined ? [] : [`a body with status ${status} is not described`];
  if (validate(body)) return [];
  const errors = validate.errors?.filter((error) => !undescribed.has(extraProperty(error) ?? ''));
  return complaints(`response ${status}`, errors);
}

function extraProperty(error: ErrorObject): string | undefined {
  const detail = error.params as { unevaluatedProperty?: string; additionalProperty?: string };
  return detail.unevaluatedProperty ?? detail.additionalProperty;
}

function complaints(where: string, errors: readonly ErrorObject[] | null | undefined): string[] {
  return (errors ?? []).map((error) => {
    const extra = extraProperty(error);
    return `${where}${error.instancePath} ${error.message}${extra === undefined ? '' : ` (${extra})`}`;
  });
}

/** Query and path values are text; they are judged as the value that the vendor would read from them. */
function coerce(parameter: Parameter, values: readonly string[]): unknown {
  const [first = ''] = values;
  if (parameter.type === 'array') return parameter.exploded ? values : first.split(',');
  if ((parameter.type === 'integer' || parameter.type === 'number') && /^-?\d+(\.\d+)?$/.test(first))
    return Number(first);
  if (parameter.type === 'boolean' && (first === 'true' || first === 'false')) return first === 'true';
  return first;
}

class OpenApiSpec implements VendorSpec {
  readonly undescribed: ReadonlySet<string>;
  private readonly ajv = new Ajv2019({ strict: false, allErrors: true, unevaluated: true });
  private readonly templates: readonly {
    readonly template: string;
    readonly pattern: RegExp;
    readonly holes: number;
  }[];
  private readonly compiled = new Map<unknown, ValidateFunction>();

  constructor(
    readonly vendor: string,
    private readonly document: Json,
    options: VendorSpecOptions,
  ) {
    this.undescribed = new Set(options.undescribedResponseProperties);
    addFormats(this.ajv);
    for (const format of namedFormats(document)) {
      // Vendors' own formats (`decimal`, `unix-time`) are words without a definition.
      if (!(format in this.ajv.formats)) this.ajv.addFormat(format, true);
    }
    const components = object(object(document.components).schemas);
    const defs: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(components)) {
      defs[name] = this.toJsonSchema(schema, 'closed');
      defs[`${name}.open`] = this.toJsonSchema(schema, 'open');
    }
    this.ajv.addSchema({ $id: 'spec', $defs: defs });
    this.templates = Object.keys(object(document.paths))
      .map((template) => ({
        template,
        pattern: new RegExp(
          `^${template
            .split(/(\{[^}]+\})/)
            .map((part) => (part.startsWith('{') ? '([^/]+)' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
            .join('')}$`,
        ),
        holes: template.split('{').length - 1,
      }))
      // `/users/show_many` before `/users/{user_id}`.
      .sort((a, b) => a.holes - b.holes);
  }

  operation(method: string, requestPath: string): Operation | undefined {
    for (const { template, pattern } of this.templates) {
      const match = pattern.exec(requestPath);
      if (!match) continue;
      const item = object(object(this.document.paths)[template]);
      const operation = item[method.toLowerCase()];
      if (operation === undefined) continue;
      const names = [...template.matchAll(/\{([^}]+)\}/g)].map((hole) => hole[1]!);
      const pathValues = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1]!)]));
      return this.describe(template, pathValues, item, object(operation));
    }
    return undefined;
  }

  private describe(template: string, pathValues: Record<string, string>, item: Json, operation: Json): Operation {
    const body = this.resolve(operation.requestBody);
    const bodySchema = jsonSchemaOf(body);
    const responses = object(operation.responses);
    return {
      template,
      pathValues,
      parameters: [...list(item.parameters), ...list(operation.parameters)].map((p) => this.parameter(this.resolve(p))),
      requestBody: bodySchema && { required: body.required === true, validate: this.compile(bodySchema) },
      response: (status) => {
        const described = responses[status] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses.default;
        if (described === undefined) return undefined;
        const schema = jsonSchemaOf(this.resolve(described));
        return schema ? this.compile(schema) : null;
      },
    };
  }

  private parameter(parameter: Json): Parameter {
    const schema = object(parameter.schema);
    const style = parameter.style ?? 'form';
    return {
      name: String(parameter.name),
      in: String(parameter.in),
      required: parameter.required === true,
      type: typeof schema.type === 'string' ? schema.type : undefined,
      exploded: (parameter.explode ?? style === 'form') === true,
      deepObject: style === 'deepObject',
      validate: this.compile(schema),
    };
  }

  private compile(schema: Json): ValidateFunction {
    const known = this.compiled.get(schema);
    if (known) return known;
    const validate = this.ajv.compile({ $id: `part-${this.compiled.size}`, ...this.toJsonSchema(schema, 'closed') });
    this.compiled.set(schema, validate);
    return validate;
  }

  private resolve(node: unknown): Json {
    const ref = object(node).$ref;
    if (typeof ref !== 'string') return object(node);
    const target = ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, key) => object(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')], this.document);
    return this.resolve(target);
  }

  /**
   * OpenAPI 3.0's dialect as JSON Schema 2019-09: `nullable`, boolean exclusive bounds, `$ref` that ignores siblings.
   * A branch of a composition stays open at its own level, since the whole closes it.
   */
  private toJsonSchema(node: unknown, level: 'closed' | 'open'): Record<string, unknown> {
    const schema = object(node);
    if (typeof schema.$ref === 'string') {
      const name = schema.$ref.replace('#/components/schemas/', '');
      return { $ref: `spec#/$defs/${name}${level === 'open' ? '.open' : ''}` };
    }
    const out: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === 'allOf' || keyword === 'anyOf' || keyword === 'oneOf') {
        out[keyword] = list(value).map((branch) => this.toJsonSchema(branch, 'open'));
      } else if (keyword === 'properties') {
        const properties = Object.entries(object(value)).map(([name, p]) => [name, this.toJsonSchema(p, 'closed')]);
        out.properties = Object.fromEntries(properties);
      } else if (keyword === 'items' || keyword === 'not') {
        out[keyword] = this.toJsonSchema(value, 'closed');
      } else if (keyword === 'additionalProperties') {
        out[keyword] = typeof value === 'boolean' ? value : this.toJsonSchema(value, 'closed');
      } else if (!ANNOTATIONS.has(keyword)) {
        out[keyword] = value;
      }
    }
    for (const bound of ['Minimum', 'Maximum']) {
      const exclusive = out[`exclusive${bound}`];
      if (typeof exclusive !== 'boolean') continue;
      delete out[`exclusive${bound}`];
      if (exclusive) out[`exclusive${bound}`] = out[bound.toLowerCase()];
    }
    const composed = 'allOf' in out || 'anyOf' in out || 'oneOf' in out;
    if (!('additionalProperties' in out)) {
      if (!('properties' in out) && !composed) out.additionalProperties = true;
      else if (level === 'closed') out.unevaluatedProperties = false;
    }
    return schema.nullable === true ? orNull(out) : out;
  }
}

/** Keywords that judge nothing. */
const ANNOTATIONS = new Set([
  'nullable',
  'example',
  'examples',
  'discriminator',
  'xml',
  'externalDocs',
  'description',
  'title',
  'deprecated',
  'default',
  'readOnly',
  'writeOnly',
]);

function orNull(schema: Record<string, unknown>): Record<string, unknown> {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const nullable: Record<string, unknown> = { ...schema, type: [schema.type, 'null'] };
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) nullable.enum = [...schema.enum, null];
  return nullable;
}

function jsonSchemaOf(described: Json): Json | undefined {
  const content = Object.entries(object(described.content));
  const json = content.find(([type]) => /^application\/(.+\+)?json\b/.test(type));
  return json ? object(object(json[1]).schema) : undefined;
}

function namedFormats(node: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const item of node) namedFormats(item, into);
  else if (node !== null && typeof node === 'object') {
    for (const [key, value] of Object.entries(node)) {
      if (key === 'format' && typeof value === 'string') into.add(value);
      else namedFormats(value, into);
    }
  }
  return into;
}

function object(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
