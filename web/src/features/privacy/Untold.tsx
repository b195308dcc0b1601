import { Alert, Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type RequestOut, tellAgain } from '@/api';
import { useMay } from '@/lib/may';
import { problemOf, wordsOf } from '@/lib/problem';
import { FormTrouble } from '@/ui/Problem';

/** A processor never confirmed an erasure: what that means, and one button to tell it again. */
export function Untold({ one }: { one: RequestOut }) {
  const { t } = useTranslation();
  const may = useMay()('privacy.write');
  const queries = useQueryClient();
  const telling = useMutation({
    mutationFn: () => tellAgain({ path: { request_id: one.id }, throwOnError: true }),
    onSuccess: async () => {
      notifications.show({ message: t('privacy.telling_again') });
      await queries.invalidateQueries();
    },
  });
  const canTry = one.told.some((told) => told.can_try_again);
  return (
    <Alert color="red" icon={<TriangleAlert size={20} aria-hidden />}>
      <FormTrouble words={telling.isError ? wordsOf(problemOf(telling.error), t) : null} />
      <Text size="sm">{t(canTry ? 'privacy.untold' : 'privacy.untold_late')}</Text>
      {may && canTry && (
        <Button
          mt="sm"
          variant="default"
          loading={telling.isPending}
          onClick={() => telling.mutate()}
        >
          {t('privacy.tell_again')}
        </Button>
      )}
    </Alert>
  );
}
