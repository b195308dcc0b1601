import { useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { sendMessageAgain } from '@/api';
import { listMessagesInfiniteQueryKey } from '@/api/@tanstack/react-query.gen';
import { useMay } from '@/lib/may';
import { Confirm } from '@/ui/Confirm';

/** A message whose outcome nobody knows: the person may have it already, so a member decides. */
export function Again({
  conversationId,
  messageId,
}: Record<'conversationId' | 'messageId', string>) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { conversation_id: conversationId };
  if (!useMay()('inbox.write')) return null;
  return (
    <Confirm
      label={t('doubt.do')}
      title={t('doubt.sure_one')}
      words={t('doubt.twice')}
      icon={<RotateCw size={16} aria-hidden />}
      button={{ size: 'compact-sm' }}
      act={() => sendMessageAgain({ path: { ...path, message_id: messageId }, throwOnError: true })}
      after={() => queries.invalidateQueries({ queryKey: listMessagesInfiniteQueryKey({ path }) })}
    />
  );
}
