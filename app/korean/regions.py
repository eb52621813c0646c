"""The provinces, cities, counties and districts of Korea, and quarters known by a name without 동.

Written from general knowledge of the administrative map (since 2023, with 군위 in 대구). Used to tell a place from a
word: 구미 is a city, 구조 is not.
"""

from __future__ import annotations

SIDO: dict[str, tuple[str, ...]] = {
    "서울": ("서울특별시", "서울시"),
    "부산": ("부산광역시", "부산시"),
    "대구": ("대구광역시", "대구시"),
    "인천": ("인천광역시", "인천시"),
    "광주": ("광주광역시",),
    "대전": ("대전광역시", "대전시"),
    "울산": ("울산광역시", "울산시"),
    "세종": ("세종특별자치시", "세종시"),
    "경기": ("경기도",),
    "강원": ("강원특별자치도", "강원도"),
    "충북": ("충청북도",),
    "충남": ("충청남도",),
    "전북": ("전북특별자치도", "전라북도"),
    "전남": ("전라남도",),
    "경북": ("경상북도",),
    "경남": ("경상남도",),
    "제주": ("제주특별자치도", "제주도"),
}
"""Short official name → the other ways to write it."""

_GU = """
종로 용산 성동 광진 동대문 중랑 성북 강북 도봉 노원 은평 서대문 마포 양천 강서 구로 금천 영등포 동작 관악 서초
강남 송파 강동 영도 부산진 동래 해운대 사하 금정 연제 수영 사상 수성 달서 미추홀 연수 남동 부평 계양 광산 유성
대덕 장안 권선 팔달 영통 수정 중원 분당 만안 동안 원미 소사 오정 상록 단원 덕양 일산동 일산서 처인 기흥 수지
상당 서원 흥덕 청원 동남 서북 완산 덕진 의창 성산 마산합포 마산회원 진해
"""
_SI = """
수원 성남 의정부 안양 부천 광명 평택 동두천 안산 고양 과천 구리 남양주 오산 시흥 군포 의왕 하남 용인 파주 이천
안성 김포 화성 광주 양주 포천 여주 춘천 원주 강릉 동해 태백 속초 삼척 청주 충주 제천 천안 공주 보령 아산 서산
논산 계룡 당진 전주 군산 익산 정읍 남원 김제 목포 여수 순천 나주 광양 포항 경주 김천 안동 구미 영주 영천 상주
문경 경산 창원 진주 통영 사천 김해 밀양 거제 양산 제주 서귀포
"""
_GUN = """
기장 달성 군위 강화 옹진 울주 연천 가평 양평 홍천 횡성 영월 평창 정선 철원 화천 양구 인제 고성 양양 보은 옥천
영동 증평 진천 괴산 음성 단양 금산 부여 서천 청양 홍성 예산 태안 완주 진안 무주 장수 임실 순창 고창 부안 담양
곡성 구례 고흥 보성 화순 장흥 강진 해남 영암 무안 함평 영광 장성 완도 진도 신안 의성 청송 영양 영덕 청도 고령
성주 칠곡 예천 봉화 울진 울릉 의령 함안 창녕 남해 하동 산청 함양 거창 합천
"""
_BARE_GU = ("중구", "동구", "서구", "남구", "북구")
_QUARTERS = """
신림 봉천 합정 망원 상수 연남 홍대 신촌 이대 쌍문 수유 미아 송도 청라 검단 영종 동탄 판교 분당 정자 서현 수내
야탑 일산 광교 위례 마곡 평촌 산본 목동 상암 잠실 문정 가락 방이 천호 길동 둔촌 성수 왕십리 건대 노량진 사당
이수 방배 역삼 삼성 논현 신사 압구정 청담 대치 개포 여의도 당산 문래 영등포 신도림 구로 가산 을지로 종로 명동
이태원 한남 해방촌 회기 안암 혜화 대학로 미사 배곧 다산 별내 운정 삼송 지축 향동 원흥 하당 남악 둔산 노은 도안
반석 상무 수완 첨단 봉선 충장로 전포 서면 센텀 광안리 해운대 덕천 사직 동성로 수성못 범어 지산 상인 월배 율하
상남 용호 장유 율하 삼계 물금 증산 내서 연희 상봉 면목 장한평 군자 구의 자양 화양 인계 영통 매탄 망포 권선
호매실 정왕 은계 목감 고잔 중앙 초지 금정 범계 인덕원 옥정 삼산 부평 주안 구월 논현 용현 관저 유성 봉명 궁동
두정 불당 쌍용 신방 오창 오송 율량 가경 복대
"""

DISTRICTS = frozenset(f"{name}구" for name in _GU.split()) | frozenset(_BARE_GU)
CITIES = frozenset(f"{name}시" for name in _SI.split())
COUNTIES = frozenset(f"{name}군" for name in _GUN.split())
SHORT_SIGUNGU = frozenset(name for name in (_GU + _SI + _GUN).split() if len(name) >= 2)
"""City, county and district names without their suffix: a sign of a place only with more place words behind them."""
QUARTERS = frozenset(_QUARTERS.split())
"""Quarters that people name without 동; on their own a weak sign."""

SIDO_FORMS: dict[str, str] = {form: short for short, forms in SIDO.items() for form in (short, *forms)}
"""Every way to write a province or metropolitan city → its short official name."""
