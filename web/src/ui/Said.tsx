import { Text } from '@mantine/core';

/** What somebody wrote, behind who it was; nothing if they wrote nothing. */
export function Said({ label, words }: { label: string; words: string | null }) {
  if (!words) return null;
  return (
    <Text mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      <Text span fw={600}>
        {label}{' '}
      </Text>
      <bdi>{words}</bdi>
    </Text>
  );
}
