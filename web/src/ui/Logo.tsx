import { Group, Text } from '@mantine/core';

export function Logo({ inverted = false }: { inverted?: boolean }) {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/icon.svg" alt="" width={32} height={32} />
      <Text fw={750} size="lg" lts={0.4} c={inverted ? '#fff' : undefined}>
        INDOKONA
      </Text>
    </Group>
  );
}
