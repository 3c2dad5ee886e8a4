// One notebook in the list.
import { Link } from 'react-router';
import { useNow } from '../../api/clock';
import { resources } from '../../format/units';
import { groupPath, useGroup } from '../../shell/current-group';
import { ProgressBar } from '../../ui/ProgressBar';
import { Status } from '../../ui/Status';
import { amountsOf } from '../workload/amounts';
import { notebookLines } from './notebook-lines';
import { NotebookButtons } from './NotebookButtons';
import type { NotebookItem } from './NotebookListPage';
import { statusOf } from './status';
import './NotebookRow.css';

export function NotebookRow({ notebook }: { notebook: NotebookItem }) {
  const group = useGroup();
  const { id, name, phase, settings, instanceType, image } = notebook;
  const lines = notebookLines(notebook, useNow(5));
  return (
    <li className="notebook-row">
      <div className="cell2">
        <Link className="notebook-name row-link" to={groupPath(group, `notebooks/${id}`)}>
          {name}
        </Link>
        <span>
          <Status kind={statusOf(phase)} />
        </span>
      </div>
      <div className="cell2">
        <span>
          <span className="mono">{settings.instanceType}</span>
          {instanceType && <span className="dim2 num notebook-text"> · {resources(amountsOf(instanceType))}</span>}
        </span>
        <span className="sub">{image?.displayName || settings.image}</span>
      </div>
      <div className="cell2">
        <span className="num notebook-text">{lines.first}</span>
        {lines.second && <span className={`sub ${lines.tone ? `t-${lines.tone}` : 'dim2'}`}>{lines.second}</span>}
        {lines.percent !== undefined && <ProgressBar percent={lines.percent} label={`${name}: ${lines.first}`} thin />}
      </div>
      <NotebookButtons notebook={notebook} />
    </li>
  );
}
