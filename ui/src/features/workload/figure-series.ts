// Prepares measured points for charts: one line for each resource and GPU, with gaps where nothing was measured.

type Gpu = { index: number; util: number; memory: number };

export type Point = { at: string; cpu: number; memory: number; gpus?: readonly Gpu[] };

type Values = (number | null)[];

export type FigureSeries = {
  /** Seconds since 1970. */
  times: number[];
  cpu: Values;
  memory: Values;
  /** Empty without GPUs, so that nobody looks at an empty chart. */
  gpus: { index: number; util: Values; memory: Values }[];
};

export function seriesOf(points: readonly Point[], intervalSeconds: number): FigureSeries {
  const shown = withGaps(points, intervalSeconds);
  const indices = [...new Set(points.flatMap(({ gpus = [] }) => gpus.map(({ index }) => index)))].sort((a, b) => a - b);
  const of = (read: (point: Point) => number | undefined): Values =>
    shown.map(({ point }) => (point ? (read(point) ?? null) : null));
  const gpu = (point: Point, index: number) => point.gpus?.find((device) => device.index === index);
  return {
    times: shown.map(({ time }) => time),
    cpu: of(({ cpu }) => cpu),
    memory: of(({ memory }) => memory),
    gpus: indices.map((index) => ({
      index,
      util: of((point) => gpu(point, index)?.util),
      memory: of((point) => gpu(point, index)?.memory),
    })),
  };
}

/** A line over a time in which nobody measured would claim what nobody knows. */
function withGaps(points: readonly Point[], intervalSeconds: number): { time: number; point?: Point }[] {
  return points.flatMap((point, i) => {
    const time = Date.parse(point.at) / 1000;
    const before = points[i - 1];
    const last = before && Date.parse(before.at) / 1000;
    const gap = last !== undefined && time - last > intervalSeconds * 2.5;
    return gap ? [{ time: last + intervalSeconds }, { time, point }] : [{ time, point }];
  });
}
