// How many API tokens somebody has, and the button that takes them all back.
import { useState } from 'react';
import { Button } from 'antd';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { number } from '../../format/number';
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { personName } from '../admin/person';

const RevokeDocument = graphql(`
  mutation RevokeTokens($id: String!) {
    revokeApiToken(userId: $id) {
      id
    }
  }
`);

type User = {
  id: string;
  username: string;
  firstName?: string | null;
  lastName?: string | null;
  apiTokenCount?: number | null;
};

export function RevokeTokens({ user }: { user: User }) {
  const [asking, setAsking] = useState(false);
  const { mutateAsync } = useApiMutation(RevokeDocument, ['user']);
  const toast = useToast();
  const count = user.apiTokenCount ?? 0;
  const name = personName(user);
  return (
    <span className="row">
      {count > 0 ? number(count) : t.common.none}
      {count > 0 && (
        <Button size="small" danger onClick={() => setAsking(true)}>
          {t.users.revoke}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={t.users.revokeTitle(name)}
        confirm={t.users.revokeConfirm}
        keep={t.users.revokeKeep}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await mutateAsync({ id: user.id });
          toast.success(t.users.revoked(name));
        }}
      >
        {t.users.revokeText(count)}
      </ConfirmDialog>
    </span>
  );
}
