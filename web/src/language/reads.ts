import type { Iterator, Node, NodeOf, Tree } from "./tree";

/** A name of the scope and the members that are taken of it: `["lines", "quantity"]`. */
export type Path = readonly string[];

/** One pass that follows values from the scope through paths, filters and loops. */
class Reader {
  readonly found = new Map<string, Path>();
  private readonly origins = new Map<number, Path | null>();

  /** Collects the reads of a tree; returns the path that its value comes from, null when it is computed. */
  visit(tree: Tree): Path | null {
    if (tree === null || typeof tree !== "object") return null;
    switch (tree[0]) {
      case "input":
        return this.read([tree[3]]);
      case "local":
        return this.again(this.origins.get(tree[1]) ?? null);
      case "member":
        return this.member(tree[3], tree[4]);
      case "maybe":
        this.member(tree[1], tree[2]);
        return this.visit(tree[3]);
      case ".":
        return this.path(tree);
      case "[]":
        return this.filter(tree);
      case "for":
      case "some":
      case "every":
        for (const iterator of tree[3]) this.iterator(iterator);
        this.visit(tree[4]);
        return null;
      case "{}":
        for (const [, slot, value] of tree[1]) this.origins.set(slot, this.visit(value));
        return null;
      case "tests":
        if (tree[3].length > 0) this.read(["?"]);
        break;
    }
    for (const part of partsOf(tree)) this.visit(part);
    return null;
  }

  private path(node: NodeOf<".">): Path | null {
    const origin = this.originOf(node[3]);
    return origin === null ? null : this.read([...origin, node[4]]);
  }

  private filter(node: NodeOf<"[]">): Path | null {
    const origin = this.originOf(node[3]);
    this.origins.set(node[5], origin);
    this.visit(node[4]);
    return this.again(origin);
  }

  private iterator([, , slot, domain, until]: Iterator): void {
    const origin = this.originOf(domain);
    if (until !== null) this.visit(until[0]);
    this.origins.set(slot, origin);
    this.again(origin);
  }

  private member(slot: number, name: string): Path | null {
    const origin = this.origins.get(slot) ?? null;
    return origin === null ? null : this.read([...origin, name]);
  }

  /** Returns where a value comes from without counting it as read: only what is taken of it counts. */
  private originOf(tree: Tree): Path | null {
    const before = new Set(this.found.keys());
    const origin = this.visit(tree);
    if (origin !== null && !before.has(keyOf(origin))) this.found.delete(keyOf(origin));
    return origin;
  }

  private again(path: Path | null): Path | null {
    return path === null ? null : this.read(path);
  }

  private read(path: Path): Path {
    this.found.set(keyOf(path), path);
    return path;
  }
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

/** Returns the trees directly inside a node whose parts are all read alike. */
function partsOf(node: Node): readonly Tree[] {
  switch (node[0]) {
    case "neg":
    case "boolean":
      return [node[3]];
    case "and":
    case "or":
    case "tests":
      return node[3];
    case "between":
    case "if":
      return [node[3], node[4], node[5]];
    case "in":
    case "call":
      return [node[3], ...node[4]];
    case "test":
    case "function":
      return [node[4]];
    case "is":
      return [node[1]];
    case "as":
      return [node[2]];
    case "list":
      return node[1];
    case "named":
      return [node[3], ...node[4].map(([, value]) => value)];
    case "n":
    case "@":
    case "unknown":
    case "builtin":
    case "partial":
    case "input":
    case "local":
    case "member":
    case "maybe":
    case ".":
    case "[]":
    case "for":
    case "some":
    case "every":
    case "{}":
      return [];
    default:
      return [node[3], node[4]];
  }
}

/** Returns the paths of the scope that an expression reads, by which a form knows what to compute again. */
export function reads(tree: Tree): readonly Path[] {
  const reader = new Reader();
  reader.visit(tree);
  return [...reader.found.values()];
}
