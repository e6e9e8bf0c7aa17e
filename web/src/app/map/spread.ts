// Moves marks apart that would lie on each other.

interface Spot {
  x: number;
  y: number;
}

/** Rounds of pushing; enough for some fifty marks. */
const ROUNDS = 40;

/** The shift of each spot, so that no two are nearer than `gap` where room allows; the same for the same spots. */
export function spread(spots: readonly Spot[], gap: number): Spot[] {
  const now = spots.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!push(now, gap)) break;
  }
  return now.map((spot, i) => ({ x: spot.x - (spots[i]?.x ?? 0), y: spot.y - (spots[i]?.y ?? 0) }));
}

function push(spots: Spot[], gap: number): boolean {
  let moved = false;
  for (const [i, a] of spots.entries()) {
    for (const [k, b] of spots.slice(i + 1).entries()) {
      // Spots in one place leave it in different directions.
      const [dx, dy] = a.x === b.x && a.y === b.y ? [Math.cos(i + k), Math.sin(i + k)] : [b.x - a.x, b.y - a.y];
      const apart = Math.hypot(dx, dy);
      const near = Math.hypot(b.x - a.x, b.y - a.y);
      if (near >= gap - 0.01) continue;
      const half = (gap - near) / 2 / apart;
      a.x -= dx * half;
      a.y -= dy * half;
      b.x += dx * half;
      b.y += dy * half;
      moved = true;
    }
  }
  return moved;
}
