// The actions of a notebook in the list: the one or two that come next, the rest behind "…".
import { useState } from 'react';
import { Button, Dropdown, type MenuProps } from 'antd';
import { ArrowUpRight, Ellipsis, Square } from 'lucide-react';
import { useNavigate } from 'react-router';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { LinkButton } from '../../ui/LinkButton';
import { useNotebookActions } from './actions';
import { NotebookDialogs, type Question } from './NotebookDialogs';
import type { NotebookItem } from './NotebookListPage';
import { isUp } from './status';

export function NotebookButtons({ notebook }: { notebook: NotebookItem }) {
  const [question, setQuestion] = useState<Question>();
  return (
    <div className="notebook-buttons">
      <NextActions notebook={notebook} ask={setQuestion} />
      <MoreActions notebook={notebook} ask={setQuestion} />
      <NotebookDialogs notebook={notebook} question={question} close={() => setQuestion(undefined)} />
    </div>
  );
}

type Props = { notebook: NotebookItem; ask: (question: Question) => void };

function NextActions({ notebook, ask }: Props) {
  const group = useGroup();
  const actions = useNotebookActions(notebook);
  const { id, phase, openUrl, idleness, name } = notebook;
  const page = groupPath(group, `notebooks/${id}`);
  switch (phase) {
    case 'Running':
      return (
        <>
          {openUrl && <OpenButton href={openUrl} name={name} />}
          {idleness?.warning ? (
            <Button onClick={actions.extend} loading={actions.extending} aria-label={`${t.notebooks.extend}, ${name}`}>
              {t.notebooks.extend}
            </Button>
          ) : (
            <Button icon={<Square size={13} />} onClick={() => ask('stop')} aria-label={`${t.notebooks.stop}, ${name}`}>
              {t.notebooks.stop}
            </Button>
          )}
        </>
      );
    case 'Queued':
    case 'Starting':
      return (
        <>
          <LinkButton to={page} aria-label={`${t.notebooks.progress}, ${name}`}>
            {t.notebooks.progress}
          </LinkButton>
          <Button onClick={actions.cancelStart} loading={actions.cancelling} aria-label={`${t.common.cancel}, ${name}`}>
            {t.common.cancel}
          </Button>
        </>
      );
    case 'Failed':
    case 'Stopped':
      return (
        <>
          {phase === 'Failed' && (
            <LinkButton to={page} aria-label={`${t.notebooks.seeWhy}, ${name}`}>
              {t.notebooks.seeWhy}
            </LinkButton>
          )}
          <Button onClick={actions.start} loading={actions.starting} aria-label={`${t.notebooks.start}, ${name}`}>
            {t.notebooks.start}
          </Button>
        </>
      );
    case 'Stopping':
      return null;
  }
}

/** A link, so that it can be opened as the browser's user wants. */
function OpenButton({ href, name }: { href: string; name: string }) {
  return (
    <Button
      color="primary"
      variant="filled"
      icon={<ArrowUpRight size={15} />}
      href={href}
      target="_blank"
      rel="noopener"
      aria-label={`${t.notebooks.open}, ${name}`}
    >
      {t.notebooks.open}
    </Button>
  );
}

function MoreActions({ notebook: { id, phase, name }, ask }: Props) {
  const group = useGroup();
  const navigate = useNavigate();
  const page = groupPath(group, `notebooks/${id}`);
  const up = isUp(phase);
  const items: MenuProps['items'] = [
    { key: 'details', label: t.notebooks.details, onClick: () => void navigate(page) },
    ...(phase === 'Running'
      ? [
          { key: 'restart', label: t.notebooks.restart, onClick: () => ask('restart') },
          { key: 'stop', label: t.notebooks.stop, onClick: () => ask('stop') },
        ]
      : []),
    ...(up ? [] : [{ key: 'other', label: t.notebooks.otherSettings, onClick: () => void navigate(`${page}/start`) }]),
    { key: 'rename', label: t.notebooks.rename, onClick: () => ask('rename') },
    ...(up ? [] : [{ key: 'delete', danger: true, label: t.notebooks.delete, onClick: () => ask('delete') }]),
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button type="text" icon={<Ellipsis size={17} />} aria-label={t.common.moreActions(name)} aria-haspopup="menu" />
    </Dropdown>
  );
}
