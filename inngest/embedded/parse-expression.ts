/** An expression taken apart. */
export type Node =
  | { kind: 'literal'; value: unknown }
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'member'; of: Node; key: Node }
  | { kind: 'not' | 'minus'; of: Node }
  | { kind: 'choice'; when: Node; then: Node; otherwise: Node }
  | { kind: 'binary'; operator: string; left: Node; right: Node }
  | { kind: 'call'; name: string; inputs: Node[] };

/** An expression outside the part of the language that is understood here. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

const token =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>[A-Za-z_]\w*)|(?<sign>==|!=|<=|>=|&&|\|\||[<>!?:+\-.,()[\]]))/y;

const levels = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-']];
const names = new Set(['event', 'async']);
const functions = new Map([
  ['has', 1],
  ['size', 1],
  ['string', 1],
]);
const methods = new Map([
  ['startsWith', 2],
  ['endsWith', 2],
  ['contains', 2],
  ['size', 1],
]);

/** Takes an expression apart; throws ExpressionError with one sentence. */
export function parseExpression(source: string): Node {
  return new Parser(source).parse();
}

interface Token {
  kind: string;
  text: string;
}

class Parser {
  readonly #source: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#tokens.length) throw this.#refusal();
    return node;
  }

  #choice(): Node {
    const when = this.#binary(0);
    if (!this.#take('?')) return when;
    const then = this.#choice();
    this.#expect(':');
    return { kind: 'choice', when, then, otherwise: this.#choice() };
  }

  #binary(level: number): Node {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.#take(one));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Node {
    if (this.#take('!')) return { kind: 'not', of: this.#unary() };
    if (this.#take('-')) return { kind: 'minus', of: this.#unary() };
    return this.#member(this.#primary());
  }

  #member(start: Node): Node {
    let node = start;
    for (;;) {
      if (this.#take('[')) {
        node = { kind: 'member', of: node, key: this.#choice() };
        this.#expect(']');
      } else if (this.#take('.')) {
        const word = this.#next('word');
        node = this.#take('(')
          ? this.#call(word, methods, [node])
          : { kind: 'member', of: node, key: { kind: 'literal', value: word } };
      } else {
        return node;
      }
    }
  }

  #primary(): Node {
    const next = this.#tokens[this.#at];
    if (this.#take('(')) {
      const node = this.#choice();
      this.#expect(')');
      return node;
    }
    if (this.#take('[')) return { kind: 'list', items: this.#inputs(']') };
    this.#at += 1;
    if (next?.kind === 'number') return { kind: 'literal', value: Number(next.text) };
    if (next?.kind === 'text') return { kind: 'literal', value: textOf(next.text) };
    if (next?.kind === 'word') return this.#word(next.text);
    throw this.#refusal();
  }

  #word(word: string): Node {
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
    if (word === 'null') return { kind: 'literal', value: null };
    if (this.#take('(')) return this.#call(word, functions, []);
    if (!names.has(word)) throw this.#refusal();
    return { kind: 'name', name: word };
  }

  #call(name: string, known: Map<string, number>, first: Node[]): Node {
    const inputs = [...first, ...this.#inputs(')')];
    if (known.get(name) !== inputs.length) throw this.#refusal();
    return { kind: 'call', name, inputs };
  }

  #inputs(end: string): Node[] {
    const inputs: Node[] = [];
    while (!this.#take(end)) {
      if (inputs.length > 0) this.#expect(',');
      inputs.push(this.#choice());
    }
    return inputs;
  }

  #take(text: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.text !== text || next.kind === 'text') return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#refusal();
  }

  #next(kind: string): string {
    const next = this.#tokens[this.#at];
    if (next?.kind !== kind) throw this.#refusal();
    this.#at += 1;
    return next.text;
  }

  #refusal(): ExpressionError {
    return new ExpressionError(`The expression "${this.#source}" cannot be understood here.`);
  }
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const end = source.trimEnd().length;
  while (token.lastIndex < end) {
    const groups: Record<string, string | undefined> = token.exec(source)?.groups ?? {};
    const kind = Object.keys(groups).find((one) => groups[one] !== undefined);
    if (kind === undefined) {
      throw new ExpressionError(`The expression "${source}" cannot be understood here.`);
    }
    tokens.push({ kind, text: groups[kind] ?? '' });
  }
  return tokens;
}

function textOf(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/g, (_, character: string) => {
    if (character === 'n') return '\n';
    return character === 't' ? '\t' : character;
  });
}
