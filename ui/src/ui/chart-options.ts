// How uPlot draws our charts: few lines, the tokens' colours, the limit as a dashed line with its label.
import uPlot from 'uplot';
import { number } from '../format/number';
import { clocks } from '../format/time';

export type ChartLook = {
  limit?: { value: number; label: string };
  max: number;
  dashes: (number[] | null | undefined)[];
};

const HEIGHT = 172;
const SYNC = 'page';

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--ph-${name}`).trim();

/** In the first minute the axis shows what is still to come, so that its labels stay in place. A short job fills its chart nevertheless. */
const LEAST_SECONDS = 60;

function timeRange(from: number | null, to: number | null): uPlot.Range.MinMax {
  if (from === null || to === null) return [null, null];
  return [from, Math.max(to, from + LEAST_SECONDS)];
}

export function chartOptions(width: number, lines: number, { limit, max, dashes }: ChartLook): uPlot.Options {
  const [text, grid, bad] = [token('text-3'), token('border'), token('bad')];
  const font = `11px ${token('font')}`;
  const top = Math.max(max, limit?.value ?? 0);
  return {
    width,
    height: HEIGHT,
    // On the right there is room for half of the last label.
    padding: [16, 24, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC }, y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: (_plot, from, to) => timeRange(from, to) },
      y: { range: (_plot, _min, highest) => [0, Math.max(top, highest) * (limit ? 1.2 : 1.05) || 1] },
    },
    axes: [
      {
        stroke: text,
        font,
        grid: { show: false },
        ticks: { show: false },
        space: 64,
        size: 24,
        values: (_plot, splits) => clocks(splits.map((second) => second * 1000)),
      },
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        space: 30,
        size: 44,
        values: (_plot, splits) => splits.map(number),
      },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_, i) => ({
        stroke: token(`chart-${i + 1}`),
        width: 1.75,
        dash: dashes[i] ?? undefined,
        fill: i === 0 ? `${token('chart-1')}1a` : undefined,
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: limit ? { draw: [(plot: uPlot) => drawLimit(plot, limit, bad, font)] } : {},
  };
}

function drawLimit(plot: uPlot, limit: { value: number; label: string }, color: string, font: string) {
  const y = plot.valToPos(limit.value, 'y', true);
  const { left, width } = plot.bbox;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 1.25 * uPlot.pxRatio;
  ctx.setLineDash([4 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.font = font.replace('11px', `${11 * uPlot.pxRatio}px`);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'alphabetic';
  ctx.fillText(limit.label, left + width, y - 5 * uPlot.pxRatio);
  ctx.restore();
}
