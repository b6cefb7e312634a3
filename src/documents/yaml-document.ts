/** A YAML file as plain data that still knows on which line everything stands. */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';

export type Path = readonly PropertyKey[];

export interface YamlDocument {
  readonly data: unknown;
  /** Where the text is no YAML. Their texts are ours: the parser's quote the file, and the file may hold a secret. */
  readonly flaws: readonly { readonly line: number; readonly text: string }[];
  /** The line (from 1) of the value at a path, or of its nearest ancestor that the file has. */
  lineOf(path: Path): number;
  /** The line of a key itself, for a key that should not be there. */
  lineOfKey(parent: Path, key: string): number;
}

const FLAWS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'a key stands twice in one place',
  TAB_AS_INDENT: 'a tab is used for indentation; YAML takes spaces only',
  BAD_INDENT: 'the indentation does not fit its surroundings',
  BAD_ALIAS: 'an alias (*name) has no anchor (&name) before it',
  MULTIPLE_DOCS: 'more than one document in a file',
  MISSING_CHAR: 'a closing quote, bracket or colon is missing',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping starts where a value was expected',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; perhaps a colon or a quote is missing',
};

export function readYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const flaws = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    text: FLAWS[error.code] ?? `this is not YAML (${error.code})`,
  }));
  let data: unknown;
  try {
    if (flaws.length === 0) data = document.toJS();
  } catch {
    // Aliases of aliases of aliases would be more than any memory holds.
    flaws.push({ line: 1, text: 'aliases (*name) make more of it than can be read' });
  }
  return {
    data,
    flaws,
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lineAt(node.range[0]);
      }
      return 1;
    },
    lineOfKey(parent, key) {
      const node = parent.length === 0 ? document.contents : document.getIn(parent, true);
      if (isMap(node)) {
        for (const pair of node.items) {
          if (isScalar(pair.key) && String(pair.key.value) === key && pair.key.range) return lineAt(pair.key.range[0]);
        }
      }
      return this.lineOf([...parent, key]);
    },
  };
}
