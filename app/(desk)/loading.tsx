import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';

export default function DeskLoading() {
  return (
    <SkeletonRegion label="Loading" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-14 shrink-0 items-center border-b px-6 max-sm:px-4">
        <Skeleton className="h-4 w-40" />
      </div>
      <div className="grid gap-4 p-6 max-sm:p-4">
        <Skeleton className="h-4 w-3/5" />
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-4 w-2/5" />
      </div>
    </SkeletonRegion>
  );
}
