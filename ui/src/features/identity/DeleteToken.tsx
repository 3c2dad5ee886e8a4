// The button that deletes a token, and the question before it.
import { useState } from 'react';
import { Button } from 'antd';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/en';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';

const DeleteTokenDocument = graphql(`
  mutation DeleteApiToken($id: ID!) {
    deleteApiToken(id: $id)
  }
`);

export function DeleteToken({ token }: { token: { id: string; name: string } }) {
  const [asking, setAsking] = useState(false);
  const { mutateAsync } = useApiMutation(DeleteTokenDocument, ['user']);
  const toast = useToast();
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)} aria-label={`${t.identity.deleteToken}, ${token.name}`}>
        {t.identity.deleteToken}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t.identity.deleteTokenTitle(token.name)}
        confirm={t.identity.deleteToken}
        keep={t.identity.keepToken}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await mutateAsync({ id: token.id });
          toast.success(t.identity.tokenDeleted(token.name));
        }}
      >
        {t.identity.deleteTokenText}
      </ConfirmDialog>
    </>
  );
}
