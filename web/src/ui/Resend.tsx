import { Button, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCodes } from '@/api';
import { problemOf, wordsOf } from '@/lib/problem';

const PAUSE = 30;

/** New codes, not before the old ones had time to arrive. */
export function Resend({ flow }: { flow: string }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(PAUSE);
  useInterval(() => setLeft((value) => Math.max(0, value - 1)), 1000, { autoInvoke: true });
  const resend = useMutation({
    mutationFn: () => sendCodes({ body: { flow } }),
    onSettled: () => setLeft(PAUSE),
  });
  const words = resend.isError
    ? wordsOf(problemOf(resend.error), t)
    : resend.isSuccess
      ? t('codes.resent')
      : '';
  return (
    <>
      <Button
        variant="subtle"
        mt="md"
        px={0}
        disabled={left > 0}
        loading={resend.isPending}
        onClick={() => resend.mutate()}
      >
        {left > 0 ? t('codes.resend_in', { count: left }) : t('codes.resend')}
      </Button>
      <Text size="sm" role="status">
        {words}
      </Text>
    </>
  );
}
