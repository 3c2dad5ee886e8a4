// A page of a list behind its last one: the link is old, or its rows were deleted.
import { Button } from 'antd';
import { SearchX } from 'lucide-react';
import { t } from '../../messages/files';
import { EmptyState } from '../../ui/EmptyState';
import type { ListState } from '../../ui/list-state';

export function EmptyPage({ list }: { list: ListState }) {
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={t.files.emptyPage}
      action={
        <Button size="small" onClick={() => list.setPage(1)}>
          {t.files.firstPage}
        </Button>
      }
    />
  );
}
