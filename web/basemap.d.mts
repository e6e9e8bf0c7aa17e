type Position = number[];
type Unit = { id?: string };
type Rules = { units: string[]; pairs: { between: string[]; box?: number[] }[] };

export function isDisputed(rules: Rules, a: Unit, b: Unit): boolean;
export function encode(positions: Position[], step?: number): number[];
export function split(line: Position[], box: number[]): { within: boolean; line: Position[] }[];
