// A line chart of values over time. All charts of a page share one crosshair; the same values can be read as a table.
import { useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import { number } from '../format/number';
import { clockWithSeconds } from '../format/time';
import { t } from '../messages/en';
import { chartOptions, type ChartLook } from './chart-options';
import { useMode } from './mode';
import 'uplot/dist/uPlot.min.css';
import './Chart.css';

export type Series = { name: string; values: (number | null)[] };

type Props = {
  title: string;
  unit: string;
  /** Seconds since 1970. A gap in the values is a null. */
  times: number[];
  series: Series[];
  limit?: { value: number; label: string };
  /** Values are drawn from 0 to at least here. */
  max: number;
};

export function Chart({ title, unit, times, series, limit, max }: Props) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h3 id={id}>{title}</h3>
        <button type="button" className="plain-button small text-link dim2" onClick={() => setAsTable(!asTable)}>
          {asTable ? t.common.asChart : t.common.asTable}
        </button>
      </figcaption>
      <div className="chart-legend">
        {series.map(({ name, values }, i) => (
          <span key={name}>
            <svg width="18" height="8" aria-hidden>
              <line
                x1="1"
                x2="17"
                y1="4"
                y2="4"
                stroke={`var(--ph-chart-${i + 1})`}
                strokeWidth="2.5"
                strokeDasharray={DASHES[i]?.join(' ')}
              />
            </svg>
            {name}
            <b className="num">
              {number(rounded(values.findLast((value) => value !== null) ?? 0))} {unit}
            </b>
          </span>
        ))}
      </div>
      {asTable ? (
        <Table title={title} unit={unit} times={times} series={series} />
      ) : (
        <Plot times={times} series={series} look={{ limit, max, dashes: DASHES }} />
      )}
    </figure>
  );
}

const DASHES: (number[] | undefined)[] = [undefined, [5, 3], [2, 3]];

const rounded = (value: number) => Math.round(value * 100) / 100;

function Plot({ times, series, look }: { times: number[]; series: Series[]; look: ChartLook }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const mode = useMode();
  const shape = JSON.stringify([look, series.length]);
  const data = useRef<uPlot.AlignedData>([[]]);

  useEffect(() => {
    data.current = [times, ...series.map(({ values }) => values)];
    plot.current?.setData(data.current);
  }, [times, series]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const [parsed, lines] = JSON.parse(shape) as [ChartLook, number];
    const made = new uPlot(chartOptions(element.clientWidth, lines, parsed), data.current, element);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: made.height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
    // Canvas colours are read once, so another mode needs another drawing.
  }, [shape, mode]);

  return <div ref={box} className="chart-plot" aria-hidden />;
}

/** One row a minute at most: nobody reads thousands of rows. */
function Table({ title, unit, times, series }: Pick<Props, 'title' | 'unit' | 'times' | 'series'>) {
  const step = Math.max(1, Math.ceil(times.length / 60));
  return (
    <div className="chart-table" tabIndex={0}>
      <table className="num" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t.workload.metrics.time}</th>
            {series.map(({ name }) => (
              <th scope="col" key={name}>
                {name}, {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, i) =>
            i % step > 0 ? null : (
              <tr key={time}>
                <td>{clockWithSeconds(time * 1000)}</td>
                {series.map(({ name, values }) => (
                  <td key={name}>{values[i] === null ? t.common.none : number(rounded(values[i] ?? 0))}</td>
                ))}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
