// Numbers on features of the map that its style draws from: marks and sizes change without a tile being made anew.
import type { ExpressionSpecification, Map as GlMap } from "maplibre-gl";

/** Numbers of a feature by name; what the style asks for and no number is set for is 0. */
export type Values = Readonly<Record<string, number>>;

/** A number on a feature, as the style reads it. */
export const valueOf = (name: string): ExpressionSpecification => ["coalesce", ["feature-state", name], 0] as unknown as ExpressionSpecification;

/** Sets numbers on features; those that stay as they are cost nothing. */
export class FeatureValues {
  private held = new Map<string, ReadonlyMap<string, Values>>();

  constructor(private map: GlMap) {}

  /** Sets the numbers of a group, such as the flows of an answer; a feature that is not named any more falls back to 0. */
  set(source: string, group: string, values: ReadonlyMap<string, Values>): void {
    const key = `${source}/${group}`;
    const before = this.held.get(key) ?? new Map<string, Values>();
    this.held.set(key, values);
    for (const [id, old] of before) if (!values.has(id)) this.map.setFeatureState({ source, id }, zeroed(old));
    for (const [id, now] of values) if (!same(before.get(id), now)) this.map.setFeatureState({ source, id }, { ...now });
  }

  /** Marks features by the number 1. */
  mark(source: string, name: string, ids: readonly string[]): void {
    this.set(source, name, new Map(ids.map((id) => [id, { [name]: 1 }])));
  }

  /** Sets everything again on a style that has forgotten it. */
  again(): void {
    for (const [key, values] of this.held) {
      const source = key.slice(0, key.indexOf("/"));
      for (const [id, now] of values) this.map.setFeatureState({ source, id }, { ...now });
    }
  }
}

const zeroed = (values: Values): Values => Object.fromEntries(Object.keys(values).map((name) => [name, 0]));

const same = (before: Values | undefined, now: Values): boolean => before !== undefined && Object.keys(now).every((name) => before[name] === now[name]);
