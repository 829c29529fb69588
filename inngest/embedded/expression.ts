import { parseExpression } from '#inngest/embedded/parse-expression.ts';
import type { Node } from '#inngest/embedded/parse-expression.ts';

/** Reads a value out of the names it is given, `event` and `async`; never throws. */
export type Expression = (names: Record<string, unknown>) => unknown;

/**
 * Compiles a condition or key in the part of CEL that job functions use. What is absent is null.
 * Throws ExpressionError, in one sentence, for anything outside that part.
 */
export function compileExpression(source: string): Expression {
  const node = parseExpression(source);
  return (names) => valueOf(node, names);
}

/** Whether a condition holds: only `true` does. */
export function holds(expression: Expression | undefined, names: Record<string, unknown>): boolean {
  return expression === undefined || expression(names) === true;
}

function valueOf(node: Node, names: Record<string, unknown>): unknown {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return own(names, node.name);
    case 'list':
      return node.items.map((item) => valueOf(item, names));
    case 'member':
      return own(valueOf(node.of, names), valueOf(node.key, names));
    case 'not':
      return valueOf(node.of, names) !== true;
    case 'minus':
      return arithmetic('-', 0, valueOf(node.of, names));
    case 'choice':
      return valueOf(valueOf(node.when, names) === true ? node.then : node.otherwise, names);
    case 'binary':
      return binary(node.operator, node.left, node.right, names);
    case 'call':
      return call(
        node.name,
        node.inputs.map((input) => valueOf(input, names)),
      );
  }
}

function own(of: unknown, key: unknown): unknown {
  if (typeof of !== 'object' || of === null) return null;
  if (typeof key !== 'string' && typeof key !== 'number') return null;
  return Object.hasOwn(of, key) ? ((of as Record<string, unknown>)[key] ?? null) : null;
}

function binary(operator: string, left: Node, right: Node, names: Record<string, unknown>) {
  const a = valueOf(left, names);
  if (operator === '&&') return a === true && valueOf(right, names) === true;
  if (operator === '||') return a === true || valueOf(right, names) === true;
  const b = valueOf(right, names);
  switch (operator) {
    case '==':
      return isSame(a, b);
    case '!=':
      return !isSame(a, b);
    case 'in':
      return Array.isArray(b) ? b.some((one) => isSame(a, one)) : hasKey(b, a);
    case '+':
    case '-':
      return arithmetic(operator, a, b);
    default:
      return isOrdered(operator, a, b);
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length || Array.isArray(a) !== Array.isArray(b)) return false;
  return left.every(([key, value]) => hasKey(b, key) && isSame(value, own(b, key)));
}

function hasKey(of: unknown, key: unknown): boolean {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, String(key));
}

function isOrdered(operator: string, a: unknown, b: unknown): boolean {
  const isComparable =
    (typeof a === 'number' && typeof b === 'number') ||
    (typeof a === 'string' && typeof b === 'string');
  if (!isComparable) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function arithmetic(operator: string, a: unknown, b: unknown): unknown {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return operator === '+' ? a + b : a - b;
}

function call(name: string, [of, other]: unknown[]): unknown {
  switch (name) {
    case 'has':
      return of !== null && of !== undefined;
    case 'size':
      return sizeOf(of);
    case 'string':
      return typeof of === 'string' ? of : typeof of === 'object' ? null : JSON.stringify(of);
    default:
      return typeof of === 'string' && typeof other === 'string' && textCall(name, of, other);
  }
}

function sizeOf(of: unknown): number | null {
  if (typeof of === 'string' || Array.isArray(of)) return of.length;
  return typeof of === 'object' && of !== null ? Object.keys(of).length : null;
}

function textCall(name: string, text: string, other: string): boolean {
  if (name === 'startsWith') return text.startsWith(other);
  return name === 'endsWith' ? text.endsWith(other) : text.includes(other);
}
