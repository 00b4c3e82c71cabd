#!/bin/sh
# empty-root.sh ROOT COMMAND...: runs a command in ROOT, where besides what lies there is nothing but
# the C library, a shell, the devices of chance and nothingness, and /proc; and no network but
# the loopback interface. Runs itself a second time, in namespaces of its own.
set -e
if [ "$1" != inside ]; then
  exec unshare --map-root-user --mount --pid --net --fork sh "$0" inside "$@"
fi
shift
root=$1
shift
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/tmp"
shell=$(command -v dash || command -v sh)
loader=$(ldd "$shell" | sed -n 's/^\t\(\/[^ ]*\/ld-linux[^ ]*\) .*/\1/p')
place=$(ldd "$shell" | sed -n 's/.* => \(\/.*\)\/libc\.so[^ ]* .*/\1/p')
mkdir -p "$root${loader%/*}" "$root$place"
cp -L "$loader" "$root$loader"
for library in c m mvec pthread dl rt resolv util; do
  cp -L "$place"/lib$library.so.* "$root$place"
done
cp -L "$shell" "$root/bin/sh"
# Linux calls the loopback interface up by SIOCSIFFLAGS, with IFF_UP and IFF_RUNNING.
perl -e 'use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!;
  ioctl($s, 0x8914, pack("a16 s x22", "lo", 0x41)) or die $!'
for device in null urandom random; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t proc proc "$root/proc"
exec env -i HOME=/nowhere chroot "$root" /bin/sh -c 'cd /home && exec "$@"' sh "$@"
