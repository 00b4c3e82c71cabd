"""Sends the requests of yt-dlp's own YouTube extractor to a site on the loopback interface.

Nothing else of the extractor is changed: its requests, retries, warnings and errors are its own.
The site's address stands in KINETICS_TEST_YOUTUBE; what goes to https://HOST/PATH is asked of
SITE/PATH there.
"""

import os
import urllib.parse

from yt_dlp.extractor.youtube import YoutubeIE

_SITE = os.environ['KINETICS_TEST_YOUTUBE']


class RealYoutubeIE(YoutubeIE, plugin_name='real'):
    def _create_request(self, url_or_request, *args, **kwargs):
        if isinstance(url_or_request, str):
            parts = urllib.parse.urlsplit(url_or_request)
            if parts.hostname.endswith(('youtube.com', 'ytimg.com')):
                url_or_request = _SITE + urllib.parse.urlunsplit(('', '') + parts[2:])
        return super()._create_request(url_or_request, *args, **kwargs)
