// What a notebook was started with.
import { resources } from '../../format/units';
import { t } from '../../messages/en';
import { CopyableId } from '../../ui/CopyButton';
import { Facts, type Fact } from '../../ui/Facts';
import { Panel } from '../../ui/Panel';
import { amountsOf } from '../workload/amounts';
import type { NotebookDetail } from './notebook';

export function SettingsPanel({ notebook, title }: { notebook: NotebookDetail; title: string }) {
  const { settings, instanceType, image, group, launch } = notebook;
  const rows: Fact[] = [
    [
      t.workload.instanceType,
      <>
        <span className="mono">{settings.instanceType}</span>
        <br />
        <span className="dim num">{instanceType ? resources(amountsOf(instanceType)) : t.workload.deletedType}</span>
      </>,
    ],
    [
      t.workload.image,
      <>
        <span className="mono">{settings.image}</span>
        <br />
        <span className="dim">{image ? image.displayName : t.workload.deletedType}</span>
      </>,
    ],
    [t.workload.groupFact, group.displayName || group.name],
    [t.notebooks.safeMode, settings.safeMode ? t.notebooks.safeModeOn : t.notebooks.safeModeOff],
    [t.notebooks.variablesFact, <Variables key="env" env={settings.env} />],
  ];
  if (launch) rows.push([t.notebooks.startId, <CopyableId text={launch.id} key="start" />]);
  return (
    <Panel title={title}>
      <Facts rows={rows} />
    </Panel>
  );
}

function Variables({ env }: { env: NotebookDetail['settings']['env'] }) {
  if (env.length === 0) return <>{t.common.none}</>;
  return (
    <ul>
      {env.map(({ name, value }) => (
        <li key={name} className="mono">
          {name}={value}
        </li>
      ))}
    </ul>
  );
}
