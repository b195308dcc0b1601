import { Skeleton } from '@mantine/core';

/** Where conversations will be. */
export function WaitingRows() {
  return (
    <div aria-busy="true">
      {[60, 45, 70, 50].map((width) => (
        <div className="row" key={width} style={{ height: 76 }}>
          <Skeleton circle height={40} />
          <div className="grow">
            <Skeleton height={12} width={`${width}%`} mb={8} />
            <Skeleton height={10} width="40%" />
          </div>
        </div>
      ))}
    </div>
  );
}
