// Prepares measured points for a chart: the part asked for, with gaps where nothing was measured.

type Point = { at: string; cpu: number; memory: number };

export type SeriesOfPoints = { times: number[]; cpu: (number | null)[]; memory: (number | null)[] };

export function seriesOf(points: readonly Point[], from: number, intervalSeconds: number): SeriesOfPoints {
  const series: SeriesOfPoints = { times: [], cpu: [], memory: [] };
  const add = (time: number, cpu: number | null, memory: number | null) => {
    series.times.push(time);
    series.cpu.push(cpu);
    series.memory.push(memory);
  };
  for (const { at, cpu, memory } of points) {
    const time = Date.parse(at) / 1000;
    if (time * 1000 < from) continue;
    const last = series.times.at(-1);
    // A line over a time in which nobody measured would claim what nobody knows.
    if (last !== undefined && time - last > intervalSeconds * 2.5) add(last + intervalSeconds, null, null);
    add(time, cpu, memory);
  }
  return series;
}
