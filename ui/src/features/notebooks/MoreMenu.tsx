// The less frequent actions of a notebook, on its page.
import { Button, Dropdown, type MenuProps } from 'antd';
import { Ellipsis } from 'lucide-react';
import { useNavigate } from 'react-router';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import type { NotebookDetail } from './notebook';
import type { Question } from './NotebookDialogs';
import { isUp } from './status';

export function MoreMenu({
  notebook: { id, name, phase },
  ask,
}: {
  notebook: NotebookDetail;
  ask: (question: Question) => void;
}) {
  const group = useGroup();
  const navigate = useNavigate();
  const up = isUp(phase);
  const items: MenuProps['items'] = [
    ...(phase === 'Running' ? [{ key: 'restart', label: t.notebooks.restart, onClick: () => ask('restart') }] : []),
    ...(up
      ? []
      : [
          {
            key: 'other',
            label: t.notebooks.otherSettings,
            onClick: () => void navigate(groupPath(group, `notebooks/${id}/start`)),
          },
        ]),
    { key: 'rename', label: t.notebooks.rename, onClick: () => ask('rename') },
    ...(up ? [] : [{ key: 'delete', danger: true, label: t.notebooks.delete, onClick: () => ask('delete') }]),
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        className="icon-only"
        icon={<Ellipsis size={17} />}
        aria-label={t.common.moreActions(name)}
        aria-haspopup="menu"
      />
    </Dropdown>
  );
}
