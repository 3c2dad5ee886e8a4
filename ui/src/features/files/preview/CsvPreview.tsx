// The beginning of a table in a text file: as many rows as somebody looks at, in columns.
import { useMemo } from 'react';
import { parse } from 'papaparse';
import { t } from '../../../messages/files';
import './preview.css';

const MOST_ROWS = 200;
const MOST_COLUMNS = 100;

/** `cut`: the file goes on after the text. */
export function CsvPreview({ name, text, cut }: { name: string; text: string; cut: boolean }) {
  const { head, rows, more, columns } = useMemo(() => read(text, cut), [text, cut]);
  return (
    <>
      <div className="csv-scroll" tabIndex={0} role="region" aria-label={t.files.tableOf(name)}>
        <table className="csv num">
          <thead>
            <tr>
              {head.map((cell, i) => (
                <th key={i} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(more || columns > MOST_COLUMNS) && (
        <div className="foot num">
          {t.files.beginningOfTable(rows.length, Math.min(columns, MOST_COLUMNS), columns)}
        </div>
      )}
    </>
  );
}

function read(text: string, cut: boolean) {
  const { data } = parse<string[]>(text, { skipEmptyLines: 'greedy', preview: MOST_ROWS + 2 });
  // The last line of a text that was cut may be half of one.
  const lines = cut && data.length < MOST_ROWS + 2 ? data.slice(0, -1) : data;
  const [head = [], ...rest] = lines;
  return {
    head: head.slice(0, MOST_COLUMNS),
    rows: rest.slice(0, MOST_ROWS).map((row) => row.slice(0, MOST_COLUMNS)),
    more: cut || rest.length > MOST_ROWS,
    columns: head.length,
  };
}
